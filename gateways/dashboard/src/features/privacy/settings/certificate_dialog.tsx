import { useQuery } from "@tanstack/react-query";
import { Download, ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useBusinessId } from "@/api/business_context";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { saveFile } from "@/components/save_file";
import { isSigned } from "@/features/history/audit/signed";
import { Code } from "@/features/identity/settings/code";
import { Missing } from "@/features/identity/settings/missing";
import { useText } from "@/i18n/i18n_provider";
import { type Certificate, certificateOf } from "../queries";

/** What the server has signed about an erasure; this browser checks the signature. None: closed. */
export function CertificateDialog({ of, onClose }: { of: string | undefined; onClose: () => void }) {
  const t = useText();
  const business = useBusinessId();
  const [last, setLast] = useState(of);
  if (of !== undefined && last !== of) setLast(of); // stays while the dialog fades away
  const id = of ?? last;
  const { data, isPending, error, refetch } = useQuery({
    queryKey: [business, "certificate", id],
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      const certificate = await certificateOf(business, id ?? "", signal);
      return certificate && { certificate, signed: (await signedOrUnknown(certificate)) ?? null };
    },
  });
  const save = () =>
    data && saveFile(`erasure-${id}.json`, new Blob([`${JSON.stringify(data.certificate, undefined, 2)}\n`]));
  return (
    <Dialog
      wide
      open={of !== undefined}
      onOpenChange={(open) => open || onClose()}
      title={t("privacy.certificate.title")}
      text={t("privacy.certificate.text")}
      footer={
        <Button icon={Download} disabled={!data} onClick={save}>
          {t("privacy.certificate.download")}
        </Button>
      }
    >
      {data ? (
        <div className="flex flex-col gap-3">
          <span role="status">
            <Signature signed={data.signed} />
          </span>
          <section
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard
            tabIndex={0}
            aria-label={t("privacy.certificate.says")}
            className="max-h-80 overflow-auto rounded-control border border-line bg-ground p-3 font-mono text-meta whitespace-pre-wrap wrap-anywhere"
          >
            {data.certificate.text.trimEnd()}
          </section>
          <p className="-mb-2 text-meta text-faint">{t("privacy.certificate.key")}</p>
          <Code text={data.certificate.key} label={t("privacy.certificate.key")} />
        </div>
      ) : (
        <Missing loading={isPending} error={error} retry={() => void refetch()} />
      )}
    </Dialog>
  );
}

/** Nothing where the browser cannot check it: without TLS, or too old for Ed25519. */
async function signedOrUnknown(certificate: Certificate) {
  return globalThis.crypto?.subtle ? isSigned(certificate) : undefined;
}

function Signature({ signed }: { signed: boolean | null }) {
  const t = useText();
  if (signed === null) return <Badge tone="amber">{t("privacy.certificate.unchecked")}</Badge>;
  return signed ? (
    <Badge tone="green" icon={ShieldCheck}>
      {t("privacy.certificate.good")}
    </Badge>
  ) : (
    <Badge tone="red" icon={ShieldAlert}>
      {t("privacy.certificate.bad")}
    </Badge>
  );
}
