import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';

type RulesConfig = Pick<
  Config,
  'OFFER_MINUTES' | 'OFFER_HOURS' | 'CLINIC_TIME_ZONE' | 'APPOINTMENTS_PER_PATIENT' | 'mail'
>;

/** Writes the settings down where SQL finds them: a slot is offered by them whoever frees it, a verb or a hand in psql. */
export async function keepOfferRules({ sql }: Db, config: RulesConfig): Promise<void> {
  const [opens, closes] = config.OFFER_HOURS.split('-') as [string, string];
  const rules = {
    minutes: config.OFFER_MINUTES,
    opens,
    closes,
    time_zone: config.CLINIC_TIME_ZONE,
    most: config.APPOINTMENTS_PER_PATIENT,
    mailed: config.mail !== 'none',
  };
  await sql`
    UPDATE offer_rules SET ${sql(rules)}
    WHERE offer_rules IS DISTINCT FROM jsonb_populate_record(offer_rules, ${JSON.stringify(rules)}::text::jsonb)`;
}
