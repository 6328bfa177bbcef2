import { useState } from "react";
import { Composer, type ComposerMode } from "@/components/composer";
import { FileTile } from "@/components/file_tile";
import { useToast } from "@/components/toast";
import { Exhibit, Group } from "./exhibit";
import { canned, members } from "./samples";

const found = (words: string) => (one: { label: string }) =>
  one.label.toLocaleLowerCase().includes(words.toLocaleLowerCase());

export function Writing() {
  return (
    <Group name="Writing to customers">
      <Exhibit name="Composer" wide>
        <div className="flex max-w-dialog-wide flex-col gap-4">
          <Sample mode="reply" draft="" />
          <Sample mode="note" draft="The warehouse says that it left on Tuesday." />
        </div>
      </Exhibit>
    </Group>
  );
}

function Sample({ mode: first, draft }: { mode: ComposerMode; draft: string }) {
  const toast = useToast();
  const [mode, setMode] = useState(first);
  const [files, setFiles] = useState<File[]>([]);
  return (
    <Composer
      mode={mode}
      onMode={setMode}
      draft={draft}
      onDraft={() => undefined}
      onSend={({ text }) => {
        setFiles([]);
        toast({ text: `Sent: ${text}`, undo: () => undefined });
      }}
      canned={(words) => canned.filter(found(words))}
      members={(words) => members.map(({ id, name }) => ({ id, label: name })).filter(found(words))}
      onFiles={(added) => setFiles([...files, ...added])}
      sendable={files.length > 0}
      files={
        files.length > 0 &&
        files.map((file) => (
          <FileTile
            key={file.name}
            name={file.name}
            size_bytes={file.size}
            mime={file.type}
            onRemove={() => setFiles(files.filter((one) => one !== file))}
          />
        ))
      }
    />
  );
}
