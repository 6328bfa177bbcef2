import { CircleDot, Mail, Search } from "lucide-react";
import { useState } from "react";
import { Avatar } from "@/components/avatar";
import { Checkbox } from "@/components/checkbox";
import { Combobox } from "@/components/combobox";
import { Field } from "@/components/field";
import { Kbd } from "@/components/kbd";
import { PasswordInput } from "@/components/password_input";
import { Select } from "@/components/select";
import { Switch } from "@/components/switch";
import { TextArea } from "@/components/text_area";
import { TextInput } from "@/components/text_input";
import { Exhibit, Group } from "./exhibit";
import { members } from "./samples";

const priorities = [
  { value: "low", label: "Low" },
  { value: "normal", label: "Normal" },
  { value: "high", label: "High" },
  { value: "urgent", label: "Urgent", disabled: true },
];

export function Fields() {
  const [priority, setPriority] = useState<string>();
  const [assignee, setAssignee] = useState<string[]>([]);
  const [tags, setTags] = useState(["billing", "refund"]);
  const [known, setKnown] = useState(["billing", "refund", "shipping", "sign-in", "wholesale"]);
  const [checks, setChecks] = useState([true, false, false]);
  const [sound, setSound] = useState(true);
  return (
    <Group name="Writing and choosing">
      <Exhibit name="Field" wide>
        <div className="grid max-w-dialog-wide gap-x-6 gap-y-2 sm:grid-cols-2">
          <Field label="Name" hint="As customers see it">
            <TextInput placeholder="Ines Duarte" />
          </Field>
          <Field label="E-mail" error="This address is in use. Log in, or choose another." required>
            <TextInput type="email" icon={Mail} defaultValue="ines@example.org" />
          </Field>
          <Field label="Password" hint="At least 8 characters">
            <PasswordInput defaultValue="harbour coffee" autoComplete="off" />
          </Field>
          <Field label="Company" aside="optional">
            <TextInput />
          </Field>
          <Field label="Disabled">
            <TextInput disabled defaultValue="cannot be changed" />
          </Field>
          <Field label="Search" hideLabel>
            <TextInput type="search" icon={Search} placeholder="Search customers" trail={<Kbd keys="/" />} />
          </Field>
          <Field label="Subject line of a conversation that has a rather long label">
            <TextInput dir="auto" defaultValue="أين طلبي؟" />
          </Field>
        </div>
      </Exhibit>
      <Exhibit name="TextArea" wide>
        <div className="grid max-w-dialog-wide gap-x-6 sm:grid-cols-2">
          <Field label="Note" hint="Grows with its text">
            <TextArea placeholder="What should the next one know" />
          </Field>
          <Field label="Reason" error="Say why, in a few words">
            <TextArea />
          </Field>
        </div>
      </Exhibit>
      <Exhibit name="Select" wide>
        <div className="grid max-w-dialog-wide gap-x-6 sm:grid-cols-2">
          <Field label="Priority">
            <Select options={priorities} value={priority} onChange={setPriority} placeholder="None" />
          </Field>
          <Field label="Status" error="A closed ticket cannot wait">
            <Select
              options={[{ value: "open", label: "Open", icon: CircleDot }]}
              value="open"
              onChange={() => undefined}
            />
          </Field>
        </div>
      </Exhibit>
      <Exhibit name="Combobox" wide>
        <div className="grid max-w-dialog-wide gap-x-6 sm:grid-cols-2">
          <Field label="Assigned to">
            <Combobox
              label="Assigned to"
              empty="Nobody"
              options={members.map(({ id, name }) => ({
                value: id,
                label: name,
                mark: <Avatar name={name} size="small" />,
              }))}
              values={assignee}
              onChange={setAssignee}
            />
          </Field>
          <Field label="Tags">
            <Combobox
              label="Tags"
              multiple
              empty="No tags"
              options={known.map((tag) => ({ value: tag, label: tag }))}
              values={tags}
              onChange={setTags}
              onCreate={{
                label: (words) => `Create “${words}”`,
                create: (words) => {
                  setKnown([...known, words]);
                  setTags([...tags, words]);
                },
              }}
            />
          </Field>
        </div>
      </Exhibit>
      <Exhibit name="Checkbox" wide>
        <Checkbox
          label="Tell me of new conversations"
          checked={checks[0] ?? false}
          onChange={(checked) => setChecks(checks.with(0, checked))}
        />
        <Checkbox
          label="Close the ticket, too"
          hint="Its customer is told by e-mail"
          checked={checks[1] ?? false}
          onChange={(checked) => setChecks(checks.with(1, checked))}
        />
        <Checkbox
          label="All rights of tickets"
          checked={checks[2] || "indeterminate"}
          onChange={(checked) => setChecks(checks.with(2, checked))}
        />
        <Checkbox label="Disabled" checked disabled onChange={() => undefined} />
      </Exhibit>
      <Exhibit name="Switch" wide>
        <div className="max-w-form divide-y divide-line">
          <Switch
            label="Sound"
            hint="On a customer’s message, while the window is not in front"
            checked={sound}
            onChange={setSound}
          />
          <Switch label="Desktop notifications" checked={!sound} onChange={(on) => setSound(!on)} />
          <Switch label="Disabled" checked={false} disabled onChange={() => undefined} />
        </div>
      </Exhibit>
    </Group>
  );
}
