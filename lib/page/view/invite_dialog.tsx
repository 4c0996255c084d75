/**
 * How somebody else comes into the call.
 *
 * @module
 */

import type { JSX } from "preact";
import { say } from "../words/words.ts";
import { CopyLink } from "./copy_link.tsx";
import { Dialog } from "./dialog.tsx";
import { QrCode } from "./qr_code.tsx";

/** What {@linkcode InviteDialog} is given. */
export interface InviteDialogProps {
  /** The room's address. */
  link: string;
  /** The person has closed it. */
  onClose(): void;
}

/** The link, to be copied, shared, or read by a camera. */
export function InviteDialog(
  { link, onClose }: InviteDialogProps,
): JSX.Element {
  return (
    <Dialog title={say("invite.title")} onClose={onClose}>
      <p class="soft">{say("invite.text")}</p>
      <CopyLink link={link} />
      <QrCode text={link} label={say("invite.qr")} />
    </Dialog>
  );
}
