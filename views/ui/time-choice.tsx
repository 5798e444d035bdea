import type { FreeTime } from '../../src/doctors/days.ts';
import { clockTime, dayInWords } from './when.ts';

export type TimeChoiceProps = {
  times: FreeTime[];
  timeZone: string;
  chosen?: number | undefined;
  error?: string | undefined;
};

/** Times on one line of a text browser: as many as 80 columns hold, so that none is parted from its radio. */
const A_LINE = 6;

/** The id of a time's radio, always the same: where days change in place, one time must never become another that was chosen. */
export const idOfTime = ({ id }: Pick<FreeTime, 'id'>) => `slot-${id}`;

/** Free times as one radio group over all days, a fieldset a day: one Tab stop, arrows move through all of them. */
export const TimeChoice = ({ times, timeZone, chosen, error }: TimeChoiceProps) => {
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
                  const id = idOfTime(time);
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
