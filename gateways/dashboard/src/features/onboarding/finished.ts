// That there is nothing left to begin with: remembered for this browser, so that nobody asks again.

const keyOf = (business: string) => `millrace.begun.${business}`;

export function isFinished(business: string) {
  return localStorage.getItem(keyOf(business)) !== null;
}

export function finish(business: string) {
  localStorage.setItem(keyOf(business), "yes");
}
