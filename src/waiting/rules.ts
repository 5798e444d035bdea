import type { Config } from '../config.ts';
import type { Db } from '../db/client.ts';

type RulesConfig = Pick<Config, 'OFFER_MINUTES' | 'OFFER_HOURS' | 'CLINIC_TIME_ZONE'>;

/** Writes the settings down where SQL finds them: a slot is offered by them whoever frees it, a verb or a hand in psql. */
export async function keepOfferRules({ sql }: Db, config: RulesConfig): Promise<void> {
  const [opens, closes] = config.OFFER_HOURS.split('-') as [string, string];
  await sql`
    UPDATE offer_rules SET minutes = ${config.OFFER_MINUTES}, opens = ${opens}, closes = ${closes}, time_zone = ${config.CLINIC_TIME_ZONE}
    WHERE (minutes, opens, closes, time_zone) IS DISTINCT FROM (${config.OFFER_MINUTES}, ${opens}::time, ${closes}::time, ${config.CLINIC_TIME_ZONE})`;
}
