// What a page tells of how it does: gathered, told in few requests, and never so much that anybody would notice.
import type { components } from "@/api/schema";
import type { Fault } from "./faults";

type Schemas = components["schemas"];
export type Report = Schemas["operations.report"];
export type Measured = Schemas["operations.measured"];

export interface ReportPorts {
  release: string;
  /** Whether it has been taken; `afterMs`: when it may be told again. */
  send: (report: Report) => Promise<{ taken: boolean; afterMs?: number }>;
  later: (work: () => void, ms: number) => void;
}

const gather_ms = 10_000;
const wait_ms = 60_000; // after one that was not taken
const most_vitals = 50; // in a report, as the server takes them
const most_faults = 20;
const most_faults_of_page = 100; // one that fails all the time has been told often enough
const most_of_same = 3;

export class Reports {
  readonly #ports: ReportPorts;
  readonly #times = new Map<string, number>();
  #vitals: Measured[] = [];
  #faults: Fault[] = [];
  #told = 0;
  #waiting = false;
  #sending = false;

  constructor(ports: ReportPorts) {
    this.#ports = ports;
  }

  measured(vital: Measured) {
    this.#vitals = [...this.#vitals, vital].slice(-most_vitals);
    this.#soon(gather_ms);
  }

  wentWrong(fault: Fault) {
    const same = `${fault.message}\n${fault.stack ?? ""}`;
    const times = (this.#times.get(same) ?? 0) + 1;
    this.#times.set(same, times);
    if (times > most_of_same || this.#told >= most_faults_of_page) return;
    this.#told += 1;
    this.#faults = [...this.#faults, fault].slice(-most_faults);
    this.#soon(gather_ms);
  }

  /** The page may go away: what there is, is told now. */
  async flush() {
    if (this.#sending || (this.#vitals.length === 0 && this.#faults.length === 0)) return;
    const [vitals, errors] = [this.#vitals, this.#faults];
    [this.#vitals, this.#faults] = [[], []];
    this.#sending = true;
    const { taken, afterMs } = await this.#ports.send({
      release: this.#ports.release,
      ...(vitals.length > 0 ? { vitals } : {}),
      ...(errors.length > 0 ? { errors } : {}),
    });
    this.#sending = false;
    if (!taken) {
      this.#vitals = [...vitals, ...this.#vitals].slice(-most_vitals);
      this.#faults = [...errors, ...this.#faults].slice(-most_faults);
    }
    if (this.#vitals.length > 0 || this.#faults.length > 0) this.#soon(taken ? gather_ms : (afterMs ?? wait_ms));
  }

  #soon(ms: number) {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#ports.later(() => {
      this.#waiting = false;
      void this.flush();
    }, ms);
  }
}
