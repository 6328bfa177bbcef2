// What is heard on a live channel, and what a command will have changed: both are changes of rows.

export interface Row {
  id: string;
  version?: number;
  position?: number;
}

export interface Change {
  resource: string;
  /** upsert: the whole row, put in where it belongs; set: some members of a row that is there; delete: by its id. */
  op: "upsert" | "set" | "delete";
  row: Row & Record<string, unknown>;
  /** Of a set: the whole row as it was known, for lists that it comes into by what is set. */
  whole?: Row & Record<string, unknown>;
}

export interface Publication {
  offset: number;
  changes: Change[];
}

/** A change that is not newer than what is there is dropped. */
export function newer(row: Row, before: Row | undefined) {
  if (!before) return true;
  if (row.version !== undefined && before.version !== undefined && row.version < before.version) return false;
  return row.position === undefined || before.position === undefined || row.position > before.position;
}
