// How a feature says what a command is: its route, its lane, and what it will have changed.
import type { paths } from "@/api/schema";
import type { Change } from "@/live/change";

type Verb = "post" | "patch" | "put" | "delete";
type Operation<P extends keyof paths, V extends Verb> = NonNullable<paths[P][V]>;
type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;
type PathOf<O> = O extends { parameters: { path: infer Parameters } } ? Parameters : Record<string, never>;
type BodyOf<O> = O extends { requestBody: infer Body }
  ? Json<Body>
  : O extends { requestBody?: infer Body }
    ? Json<NonNullable<Body>> | undefined
    : undefined;
type AnswerOf<O> = O extends { responses: infer R } ? Json<R[(200 | 201 | 202) & keyof R]> : undefined;

/** The routes that have such a command. */
export type Route<V extends Verb> = { [P in keyof paths]: paths[P][V] extends undefined ? never : P }[keyof paths];

export interface Input<Path, Body> {
  path: Path;
  body: Body;
  /** The version that one has seen: whoever was faster is not overwritten, and the answer is `version.stale`. */
  version?: number;
  /** What to show until the answer is there, where the command cannot tell it from path and body. */
  changes?: (key: string) => Change[];
}

export interface Command<Path, Body, Answer> {
  verb: Verb;
  route: string;
  /** What of it: commands of the same lane are sent in order. */
  lane: (input: Input<Path, Body>) => string;
  /** Whose row the answer is, or of whose it tells; null: of none that is shown. */
  resource: string | null;
  /** What to show until the answer is there. `key` is the command's own, for the id of something new. */
  changes: (input: Input<Path, Body>, key: string) => Change[];
  /** Refused, it stays to be sent again: what somebody has written. */
  keeps: boolean;
  /** Nobody has asked for it, so nobody is told that it was refused. */
  quiet: boolean;
  answer?: Answer;
}

interface Says<Path, Body> {
  lane: (input: Input<Path, Body>) => string;
  resource?: string | null;
  changes?: (input: Input<Path, Body>, key: string) => Change[];
  keeps?: boolean;
  quiet?: boolean;
}

export function command<V extends Verb, P extends Route<V>>(
  verb: V,
  route: P,
  says: Says<PathOf<Operation<P, V>>, BodyOf<Operation<P, V>>>,
): Command<PathOf<Operation<P, V>>, BodyOf<Operation<P, V>>, AnswerOf<Operation<P, V>>> {
  return { verb, route, resource: null, changes: () => [], keeps: false, quiet: false, ...says };
}

/** "/conversations/{id}/status" of that conversation. */
export function filled(route: string, path: object) {
  return route.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value: unknown = path[name as keyof typeof path];
    if (typeof value !== "string") throw new Error(`${route} needs ${name}`);
    return encodeURIComponent(value);
  });
}
