// One request that asks the same of many: each is decided alone, and the answer says what has become of each.

export interface BatchAnswer {
  items: readonly { id: string; status: number; version?: number | null }[];
}

export function isBatch(answer: unknown): answer is BatchAnswer {
  if (typeof answer !== "object" || answer === null || !("items" in answer) || !Array.isArray(answer.items))
    return false;
  return answer.items.every((item) => typeof item?.id === "string" && typeof item.status === "number");
}

/** Some could not be decided just now: asked again with the same key, they are, and the others are answered as they were. */
export function isUnfinished(answer: unknown) {
  return isBatch(answer) && answer.items.some(({ status }) => status === 429 || status >= 500);
}
