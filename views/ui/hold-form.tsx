import type { Child } from 'hono/jsx';
import { words } from '../messages/words.ts';
import { clockTime, dayInWords } from './when.ts';

export type FreeTime = { id: number; date: string; startsAt: Temporal.Instant };

export type TimeChoiceProps = {
  times: FreeTime[];
  timeZone: string;
  chosen?: number | undefined;
  error?: string | undefined;
};

/** Times on one line of a text browser: as many as 80 columns hold, so that none is parted from its radio. */
const A_LINE = 6;

/**
 * Free times as one radio group over all days, a fieldset a day: one Tab stop, arrows move through all of them. The first
 * radio carries the id `slotId`, where an error summary leads.
 */
const TimeChoice = ({ times, timeZone, chosen, error }: TimeChoiceProps) => {
  const days = [...Map.groupBy(times, (time) => time.date)];
  return (
    <div class={error ? 'times field-wrong' : 'times'}>
      {error && (
        <p class="field-error" id="slotId-error">
          {error}
        </p>
      )}
      {days.map(([date, ofDay]) => (
        <fieldset class="day" id={`day-${date}`} aria-describedby={error && 'slotId-error'}>
          <legend>{dayInWords(date)}</legend>
          <div class="day-times">
            {linesOf(ofDay).map((line) => (
              <div class="line">
                {line.map((time) => {
                  const id = time === times[0] ? 'slotId' : `slot-${time.id}`;
                  return (
                    <span class="time">
                      <input type="radio" id={id} name="slotId" value={String(time.id)} checked={time.id === chosen} />{' '}
                      <label for={id}>{clockTime(time.startsAt, timeZone)}</label>{' '}
                    </span>
                  );
                })}
              </div>
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
};

const linesOf = (times: FreeTime[]) => [...Map.groupBy(times, (_, nth) => Math.floor(nth / A_LINE)).values()];

export type HoldFormProps = TimeChoiceProps & {
  doctorSlug: string;
  /** Random for each page: see visitorOrNew in src/http/visitor.ts. */
  visitor: string;
  /** A hold to move from: what was typed on it comes along. */
  holdId?: string | undefined;
  /** The first day shown, `YYYY-MM-DD`, to come back to. */
  from?: string | undefined;
  children?: Child;
};

/** The choice and its button, as a form of its own. */
export const HoldForm = ({ doctorSlug, visitor, holdId, from, children, ...choice }: HoldFormProps) => (
  <form method="post" action="/holds">
    <input type="hidden" name="doctor" value={doctorSlug} />
    <input type="hidden" name="visitor" value={visitor} />
    {from && <input type="hidden" name="from" value={from} />}
    {holdId && <input type="hidden" name="hold" value={holdId} />}
    {children}
    <TimeChoice {...choice} />
    <p class="actions">
      <button type="submit">{words.doctor.hold}</button>
    </p>
  </form>
);
