// What has been going on in the house: short conversations in several scripts, of people with long names and none that one can pronounce.
interface Before {
  from: string;
  minutes_ago: number;
  /** The customer's and the house's, in turns. */
  lines: readonly string[];
  status?: "pending" | "resolved" | "closed" | "archived";
  priority?: "urgent" | "high" | "low";
  tags?: readonly string[];
  subject?: string;
  member?: string;
}

const hour = 60;
const day = 24 * hour;

export const before: readonly Before[] = [
  {
    from: "Oliver Brandt",
    minutes_ago: 25,
    lines: ["The grinder I bought in spring smells burnt and trips the fuse. Is that still under warranty?"],
    priority: "urgent",
    tags: ["warranty", "grinder"],
    subject: "Grinder trips the fuse",
  },
  {
    from: "Priya Raghunathan",
    minutes_ago: 3 * hour,
    lines: [
      "Could you refund the second bag? I was charged twice for order 4417.",
      "You are right, one of them was a duplicate. It goes back to your card today.",
      "Thank you. How long does the bank take?",
    ],
    tags: ["refund"],
    subject: "Charged twice",
    member: "Robin Vale",
  },
  {
    from: "יעל כהן",
    minutes_ago: 5 * hour,
    lines: ["שלום, האם יש לכם קפה נטול קופאין?", "Yes: the Colombia, decaffeinated with water.", "מצוין, תודה!"],
    member: "Tom Okafor",
  },
  {
    from: "Wolfgang Mühlenbrock-Schwarzenberger",
    minutes_ago: 9 * hour,
    lines: ["Guten Tag, können Sie die Rechnung auf die Kaffeerösterei-Beteiligungsgesellschaft umschreiben?"],
    priority: "high",
    tags: ["invoice", "wholesale"],
    subject: "Rechnung 2026-1093",
    member: "Robin Vale",
  },
  {
    from: "Aoife Ní Bhriain",
    minutes_ago: day + hour,
    lines: ["Do the beans of the subscription change each month?", "They do, with a card that says where they grew."],
    status: "resolved",
    tags: ["subscription"],
  },
  {
    from: "田中 美咲",
    minutes_ago: day + 4 * hour,
    lines: ["ギフト包装はできますか？", "はい、無料です。メッセージカードも付けられます。", "では二箱お願いします 🎁"],
    tags: ["gift"],
    member: "Ines Calder",
  },
  {
    from: "Lucía Fernández",
    minutes_ago: 2 * day,
    lines: [
      "My discount code HARBOUR10 is refused.",
      "It ended on Sunday; here is a new one: HELLO-LUCIA.",
      "¡Gracias!",
    ],
    status: "resolved",
  },
  {
    from: "Kwame Boateng",
    minutes_ago: 2 * day + 3 * hour,
    lines: ["We run a small café. What is your price for 30 kg a month, delivered?"],
    tags: ["wholesale"],
    subject: "30 kg a month",
    member: "Tom Okafor",
    status: "pending",
  },
  {
    from: "Mateusz Wiśniewski",
    minutes_ago: 3 * day,
    lines: ["The lid of the travel mug leaks.", "Sorry about that. A new lid is on its way, free of charge."],
    status: "resolved",
    tags: ["mug"],
  },
  {
    from: "Charlotte Dubois-Lefèvre",
    minutes_ago: 4 * day,
    lines: ["Is the roastery tour on Saturday suitable for children?", "From six years on; it is loud near the drum."],
    tags: ["tour"],
  },
  {
    from: "Amara",
    minutes_ago: 5 * day,
    lines: ["refund please the bag was open", "We are sorry. Would you like your money or a new bag?", "new bag"],
    tags: ["refund", "delivery"],
    status: "resolved",
    member: "Ines Calder",
  },
  {
    from: "Джамшид Рахимов",
    minutes_ago: 6 * day,
    lines: ["Есть ли у вас кофе для турки?", "Да, помол «турка» можно выбрать при заказе."],
    status: "closed",
  },
  {
    from: "Gwen Parry",
    minutes_ago: 8 * day,
    lines: ["Can I pause my subscription in December?", "Of course: it rests until you wake it in your account."],
    tags: ["subscription"],
    status: "resolved",
  },
  {
    from: "Nikos Papadopoulos",
    minutes_ago: 11 * day,
    lines: ["The invoice of October is missing the VAT number.", "A corrected one is in your mail."],
    tags: ["invoice"],
    status: "closed",
  },
  {
    from: "Freya Lindqvist",
    minutes_ago: 16 * day,
    lines: ["Which grind for a moka pot?", "Fine, but not as fine as for espresso. ☕"],
    status: "archived",
  },
  {
    from: "Samuel O’Connor",
    minutes_ago: 23 * day,
    lines: ["My parcel was left in the rain.", "That should not happen. We send it again, and have told the carrier."],
    tags: ["delivery"],
    status: "resolved",
  },
];

export const people: readonly {
  name: string;
  email?: string;
  phone?: string;
  tags?: readonly string[];
  note?: string;
}[] = [
  {
    name: "Oliver Brandt",
    email: "oliver.brandt@customers.example",
    phone: "+49 40 5550 1180",
    tags: ["machine owner"],
    note: "Bought the M47 grinder on 12 April, invoice 2026-0412.",
  },
  { name: "Priya Raghunathan", email: "priya@customers.example", tags: ["subscriber"] },
  {
    name: "Kwame Boateng",
    email: "kwame@goldcoastcafe.example",
    phone: "+44 20 5550 0142",
    tags: ["wholesale", "café"],
  },
  {
    name: "Maya Lind",
    phone: "+46 8 5550 0199",
    tags: ["subscriber", "regular"],
    note: "Prefers light roasts. Likes to be written to rather than called.",
  },
  { name: "Wolfgang Mühlenbrock-Schwarzenberger", phone: "+49 30 5550 7300", tags: ["wholesale"] },
];

export const tickets: readonly {
  subject: string;
  description?: string;
  priority: "low" | "medium" | "high" | "critical";
  of?: string;
  member?: string;
  tags?: readonly string[];
  status?: "in_progress" | "waiting" | "resolved" | "closed";
  comments?: readonly (readonly [text: string, internal: boolean])[];
}[] = [
  {
    subject: "Grinder M47 trips the fuse after half a year",
    description:
      "Smells burnt, trips the fuse when the hopper is full.\nSerial number M47-20418, bought on 12 April.\n\nThe customer would like a replacement while it is repaired.",
    priority: "critical",
    of: "Oliver Brandt",
    member: "Tom Okafor",
    tags: ["warranty", "grinder"],
    status: "in_progress",
    comments: [
      ["The workshop has seen three of these: the capacitor of that series.", true],
      ["We collect it tomorrow between 9 and 12, and bring one to borrow.", false],
    ],
  },
  {
    subject: "Carrier leaves parcels in the rain",
    priority: "high",
    of: "Samuel O’Connor",
    member: "Robin Vale",
    tags: ["delivery"],
  },
  { subject: "Invoice to another company", priority: "medium", of: "Wolfgang Mühlenbrock-Schwarzenberger" },
  {
    subject: "Offer for 30 kg a month",
    priority: "medium",
    of: "Kwame Boateng",
    member: "Ines Calder",
    status: "waiting",
  },
  { subject: "Discount code refused after its last day", priority: "low", of: "Lucía Fernández", status: "resolved" },
  { subject: "Descale the machine in the shop", priority: "low", member: "Tom Okafor", tags: ["shop"] },
  {
    subject: "Labels tear in the cold",
    priority: "high",
    of: "Maya Lind",
    member: "Ines Calder",
    status: "in_progress",
  },
  { subject: "Wrong grind packed", priority: "medium", of: "Ben Ortiz", status: "closed" },
];
