/** What the parts are shown with: long names, other scripts, empty and extreme values, as the field has them. */
export interface Guest {
  id: string;
  name: string;
  subject: string;
  words: string;
  minutes: number;
  unread: number;
  total: number;
  status: "open" | "pending" | "resolved";
}

const names = [
  "Amina Yusuf",
  "Jörg Müller-Lüdenscheidt",
  "محمد عبد الله",
  "Siobhán O’Rourke",
  "田中 さくら",
  "Ana Carolina de Vasconcelos e Albuquerque",
  "Li Wei",
  "<img src=x onerror=alert(1)>",
  "Ines Duarte",
  "Tomasz Wójcik",
];
const subjects = [
  "Refund for order 40213",
  "Cannot sign in since the update",
  "Rechnungsadresse ändern",
  "أين طلبي؟",
  "Charged twice in March",
  "Delivery to the wrong address",
];
const words = [
  "I have been charged twice for the same order and would like one of them back.",
  "It says that my password is wrong, but I changed it yesterday.",
  "Bitte ändern Sie die Rechnungsadresse wie unten angegeben.",
  "متى سيصل الطلب؟",
  "ok thanks",
];
const statuses = ["open", "pending", "resolved"] as const;

const at = <Value>(list: readonly Value[], index: number) => list[index % list.length] as Value;

export const guests: Guest[] = Array.from({ length: 240 }, (_, index) => ({
  id: `guest-${index}`,
  name: at(names, index * 7),
  subject: at(subjects, index * 5),
  words: at(words, index * 3),
  minutes: 2 + index * 41,
  unread: index % 5 === 0 ? 1 + (index % 3) : 0,
  total: 1999 + index * 31_07,
  status: at(statuses, index),
}));

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const members = [
  { id: "m1", name: "Ines Duarte" },
  { id: "m2", name: "Jörg Müller-Lüdenscheidt" },
  { id: "m3", name: "Siobhán O’Rourke" },
  { id: "m4", name: "Tomasz Wójcik" },
  { id: "m5", name: "田中 さくら" },
];

export const canned = [
  {
    id: "c1",
    label: "refund",
    detail: "We have sent the money back…",
    text: "We have sent the money back; it takes three to five working days to arrive.",
  },
  {
    id: "c2",
    label: "reset password",
    detail: "Here is how to set a new password…",
    text: "Here is how to set a new password: open the log-in page and choose “Forgot password”.",
  },
  { id: "c3", label: "thanks", detail: "Thank you for writing to us…", text: "Thank you for writing to us." },
];

export const ticketBefore = {
  subject: "Refund for order 40213",
  status: "open",
  priority: "normal",
  assignee: null,
  tags: ["billing"],
  summary: "The customer was charged twice and asks for the second charge back.",
  customer: { name: "Amina Yusuf", city: "Leeds" },
};

export const ticketAfter = {
  subject: "Refund for order 40213",
  status: "resolved",
  priority: "high",
  assignee: "Ines Duarte",
  tags: ["billing", "refund"],
  summary: "The customer was charged twice in March and has got the second charge back.",
  customer: { name: "Amina Yusuf" },
};

export const markdown = `We looked into **order 40213**. Two things happened:

1. The card was charged on 3 March
2. It was charged *again* on 4 March, see [the receipt](https://example.org/receipt)

> I have been charged twice.

Run \`GET /orders/40213\`, or:

\`\`\`
refund --order 40213 --amount 19.99
\`\`\`

| day | amount |
|---|---|
| 3 March | 19.99 |
| 4 March | 19.99 |

<script>alert(1)</script><img src=x onerror=alert(1)>`;
