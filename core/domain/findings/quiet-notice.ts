import type { Mute } from '../alerts/mute.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';

/** The CA's finding with which people are told of a certificate's. */
export interface ToldWith {
  readonly authorityArn: string;
  readonly code: string;
}

/** Why no person is told. */
export interface QuietBecause {
  readonly muted?: Mute | undefined;
  readonly toldWith?: ToldWith | undefined;
}

/** The notice as programs alone hear it, with the reason; as it is where there is none. */
export function quieted(notice: OutgoingNotice, { muted, toldWith }: QuietBecause): OutgoingNotice {
  if (muted === undefined && toldWith === undefined) return notice;
  const detail = {
    ...notice.detail,
    ...(muted && { muted: inDetail(muted) }),
    ...(toldWith && { toldWith: named(toldWith) }),
  };
  return { ...notice, audience: 'programs', detail };
}

const inDetail = ({ reason, by, until }: Mute) => ({ reason, by, until });

const named = ({ authorityArn, code }: ToldWith) => ({ certificateAuthorityArn: authorityArn, code });
