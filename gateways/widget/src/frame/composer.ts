// Where the visitor writes. Enter sends, with Shift it is a new line; while an input method composes it is the input method's.
import { element, icon } from "./dom";
import type { Texts } from "./texts";

export interface ComposerActions {
  send: (text: string) => void;
  typed: (text: string) => void;
  notice: (text: string) => void;
}

const most_characters = 20_000;
const warned_from = 19_000;
const characters = (text: string) => [...text].length;

export class Composer {
  readonly form: HTMLFormElement;
  private readonly field: HTMLTextAreaElement;
  private readonly button: HTMLButtonElement;
  private readonly left = element("span", { class: "left", "aria-live": "polite" });

  constructor(
    private readonly texts: Texts,
    draft: string,
    private readonly actions: ComposerActions,
  ) {
    this.field = element("textarea", {
      rows: 1,
      dir: "auto",
      placeholder: texts.placeholder,
      "aria-label": texts.placeholder,
      autocomplete: "off",
    });
    this.field.value = draft;
    this.button = element(
      "button",
      { type: "submit", class: "send", "aria-label": texts.send, title: texts.send },
      icon("send"),
    );
    this.form = element("form", { class: "composer" }, this.field, this.left, this.button);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => {
      this.changed();
      actions.typed(this.field.value);
    });
    this.field.addEventListener("keydown", (event) => {
      const composing = event.isComposing || event.keyCode === 229; // Safari says so afterwards
      if (event.key !== "Enter" || event.shiftKey || composing) return;
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length && !event.clipboardData.types.includes("text/plain")) {
        event.preventDefault();
        actions.notice(texts.noFiles);
      }
    });
    this.changed();
  }

  focus() {
    this.field.focus();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 132)}px`;
  }

  private changed() {
    this.grow();
    this.button.disabled = this.field.value.trim() === "";
    const count = this.field.value.length < warned_from ? 0 : characters(this.field.value);
    const left = most_characters - count;
    this.left.textContent =
      count >= warned_from && left >= 0 ? this.texts.left(left.toLocaleString(this.texts.locale)) : "";
  }

  private send() {
    const text = this.field.value.trim();
    if (!text) return;
    if (characters(text) > most_characters)
      return this.actions.notice(this.texts.tooLong(most_characters.toLocaleString(this.texts.locale)));
    this.field.value = "";
    this.changed();
    this.actions.typed("");
    this.actions.send(text);
    this.field.focus();
  }
}
