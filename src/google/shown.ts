import type { Db } from '../db/client.ts';

/**
 * How an appointment stands in a calendar. `waiting`: to be written there, or changed; `lost`: its owner must connect it again;
 * `refused`: it is not tried any more; `removing`, `removed`: it was cancelled. `account` is the Google address, where it is
 * known.
 */
export type Shown = {
  connectionId: string;
  state: 'waiting' | 'added' | 'lost' | 'refused' | 'removing' | 'removed';
  account: string | null;
  /** It has been there, as it is or as it was. */
  written: boolean;
  /** It was connected from this appointment's page: who can open that has connected it. */
  connectedHere: boolean;
  addsLater: boolean;
  /** Whether its owner has shown that they read the mail of the patient's address. */
  mayAddLater: boolean;
};

/** In the patient's own calendars, the first connected first. Most have none or one. */
export async function calendarsOf({ sql }: Db, appointmentId: number): Promise<Shown[]> {
  const shown = await sql<Shown[]>`
    SELECT c.id AS "connectionId", c.account, e.written_sequence IS NOT NULL AS written,
           c.appointment_id = a.id AS "connectedHere", c.adds_later_since IS NOT NULL AS "addsLater",
           c.adds_later_since IS NOT NULL OR c.stopped_at IS NOT NULL AS "mayAddLater",
           CASE WHEN a.status = 'cancelled' AND e.state = 'removed' THEN 'removed'
                WHEN c.lost_at IS NOT NULL AND (e.state <> 'added' OR a.ends_at > now()) THEN 'lost'
                WHEN a.status = 'cancelled' AND e.state = 'waiting' THEN 'removing'
                ELSE e.state END AS state
    FROM google_events e JOIN google_connections c ON c.id = e.connection_id JOIN appointments a ON a.id = e.appointment_id
    WHERE e.appointment_id = ${appointmentId} AND c.patient_id IS NOT NULL ORDER BY c.connected_at, c.id`;
  return [...shown];
}

/** Whether one of the patient's calendars that is to have this appointment is lost: mail about it says so. */
export async function needsReconnecting({ sql }: Db, appointmentId: number): Promise<boolean> {
  const lost = await sql`
    SELECT FROM google_events e JOIN google_connections c ON c.id = e.connection_id
    WHERE e.appointment_id = ${appointmentId} AND c.patient_id IS NOT NULL AND c.lost_at IS NOT NULL LIMIT 1`;
  return lost.length > 0;
}
