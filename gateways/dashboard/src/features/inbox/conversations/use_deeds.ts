import { Problem } from "@/api/problem";
import type { ConversationStatus } from "@/api/types";
import { type Said, useCommand } from "@/commands/use_command";
import { useToast } from "@/components/toast";
import { useText } from "@/i18n/i18n_provider";
import { useProblemText } from "@/i18n/problem_text";
import { assign, change, changeMany, changeStatus, tag } from "./commands";
import { type Deed, type Person, toMember, toPriority, toStatus, toSubject, toTags } from "./deeds";
import type { ListedConversation } from "./live";
import { type Action, type Done, type Many, refusalsOf, takingBack, toMany } from "./many";
import type { Priority } from "./search";

type Rows = readonly ListedConversation[];
type Run<Path, Body> = (input: Deed<Path, Body>["input"], said?: Said<Path, Body>) => Promise<unknown>;

const statusTexts = {
  open: "deed.open",
  pending: "deed.pending",
  resolved: "deed.resolved",
  closed: "deed.closed",
  archived: "deed.archived",
} as const satisfies Record<ConversationStatus, string>;

/** What can be done to one conversation or to many: shown at once, said once, and taken back at once. */
export function useDeeds() {
  const t = useText();
  const toast = useToast();
  const textOf = useProblemText();
  const status = useCommand(changeStatus).run;
  const assignment = useCommand(assign).run;
  const tagging = useCommand(tag).run;
  const changing = useCommand(change).run;
  const manyAtOnce = useCommand(changeMany).run;

  /** Without a text, what is seen says it, and the same press takes it back. */
  function one<Path, Body>(run: Run<Path, Body>, { input, undo }: Deed<Path, Body>, text?: string) {
    return run(input, text ? { text, undo } : {});
  }

  /** What has become of each of them; of a request that was refused as a whole, the same of all. */
  async function ask(requests: readonly Many[]): Promise<Done[]> {
    const answers = requests.map(async (request) => {
      let refusal: Problem | undefined;
      const answer = await manyAtOnce(request, { refused: (problem) => (refusal = problem) });
      return answer?.items ?? request.body.ids.map((id) => refusedAlone(id, refusal));
    });
    return (await Promise.all(answers)).flat();
  }

  function tellRefusals(done: readonly Done[]) {
    const reasons = refusalsOf(done);
    const count = reasons.reduce((sum, reason) => sum + reason.count, 0);
    if (count === 0) return;
    const [only, ...others] = reasons.map(({ problem, count }) => ({ count, why: textOf(problem) }));
    const why =
      only && others.length === 0
        ? only.why
        : [only, ...others].map((reason) => reason && t("deed.refused.some", reason)).join(" ");
    toast({ tone: "red", text: t("deed.refused", { count, why }), duration_ms: refusals_ms });
  }

  async function many<Path extends { id: string }, Body>(
    deeds: readonly Deed<Path, Body>[],
    name: keyof Action,
    body: object,
    text?: string,
  ) {
    let done: Done[] | undefined;
    const answered = ask(toMany(deeds, { [name]: body } as Action));
    const undo = async () => tellRefusals(await ask(takingBack(deeds, name, done)));
    const unsay = text && toast({ text, undo: () => void undo() });
    done = await answered;
    if (unsay && done.every(({ problem }) => problem)) unsay();
    tellRefusals(done);
  }

  /** Alone it is its own request, which says what one has seen; many are asked for at once. */
  function each<Path extends { id: string }, Body>(
    run: Run<Path, Body>,
    deeds: readonly Deed<Path, Body>[],
    action: { name: keyof Action; body: object },
    text?: string,
  ) {
    const [first, ...others] = deeds;
    if (!first) return;
    void (others.length === 0 ? one(run, first, text) : many(deeds, action.name, action.body, text));
  }

  return {
    /** `seen` as the thread knows it; of what is only listed, what the list knows. */
    status(rows: Rows, to: ConversationStatus, seen?: number) {
      const others = rows.filter((row) => row.status !== to);
      const seenOf = (row: ListedConversation) => (to === "resolved" ? (seen ?? row.last_no) : undefined);
      const deeds = others.map((row) => toStatus(row, to, seenOf(row)));
      each(status, deeds, { name: "status", body: { status: to } }, t(statusTexts[to], { count: others.length }));
    },
    assign(rows: Rows, to: Person | null) {
      const others = rows.filter((row) => (row.assigned_to ?? null) !== (to?.id ?? null));
      const count = others.length;
      const text = to ? t("deed.assigned", { count, name: to.name }) : t("deed.unassigned", { count });
      const deeds = others.map((row) => toMember(row, to));
      each(assignment, deeds, { name: "assign", body: { member_id: to?.id ?? null } }, text);
    },
    /** `shown`: one sees the tags, and has them before one to press again. */
    tag(rows: Rows, add: readonly string[], remove: readonly string[], shown = false) {
      const deeds = rows
        .map((row) => toTags(row, add, remove))
        .filter(({ input: { body } }) => body.tags.length > 0 || (body.remove ?? []).length > 0);
      const text =
        add.length > 0
          ? t("deed.tagged", { count: deeds.length, tag: add.join(", ") })
          : t("deed.untagged", { count: deeds.length, tag: remove.join(", ") });
      each(tagging, deeds, { name: "tags", body: { tags: add, remove } }, shown ? undefined : text);
    },
    priority(rows: Rows, to: Priority) {
      const others = rows.filter((row) => row.priority !== to);
      const text = t("deed.priority", { count: others.length, priority: t(`priority.${to}`) });
      const deeds = others.map((row) => toPriority(row, to));
      each(changing, deeds, { name: "priority", body: { priority: to } }, text);
    },
    /** Answers why not, for who has written it to go on from there. */
    async subject(row: ListedConversation, to: string | null): Promise<string | undefined> {
      if ((row.subject ?? null) === to) return undefined;
      const { input, undo } = toSubject(row, to);
      let why: string | undefined;
      await changing(input, { text: t("deed.subject"), undo, refused: (problem) => (why = textOf(problem)) });
      return why;
    },
  };
}

export type Deeds = ReturnType<typeof useDeeds>;

const refusals_ms = 12_000; // it may be several reasons

function refusedAlone(id: string, refusal: Problem | undefined): Done {
  const { status, rule, title } = refusal ?? new Problem(503, {});
  return { id, status, version: null, problem: { type: `/problems/${rule}`, title, status } };
}
