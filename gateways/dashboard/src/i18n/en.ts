import { far } from "./en_far";
import { near } from "./en_near";

export const en = { ...near, ...far };
