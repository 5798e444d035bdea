import { raw } from 'hono/html';
import type { FreeTime } from '../../src/doctors/days.ts';
import { clockTime, dayInWords } from './when.ts';

export type TimeChoiceProps = {
  times: FreeTime[];
  timeZone: string;
  chosen?: number | undefined;
  error?: string | undefined;
  /** Every day that has a place, also without a time, `YYYY-MM-DD`; else those that have one. */
  dates?: string[];
  /** What is in the places, where it was made before, for everybody: `DayTimes` of each day. */
  made?: Record<string, string> | undefined;
};

/** Times on one line of a text browser: as many as 80 columns hold, so that none is parted from its radio. */
const A_LINE = 6;

/** The id of a time's radio, always the same: where days change in place, one time must never become another that was chosen. */
export const idOfTime = ({ id }: Pick<FreeTime, 'id'>) => `slot-${id}`;

/**
 * Free times as one radio group over all days, a fieldset a day: one Tab stop, arrows move through all of them. Each day has
 * a place that stays while its times come and go.
 */
export const TimeChoice = ({ times, dates, made, ...shown }: TimeChoiceProps) => {
  const days = Map.groupBy(times, (time) => time.date);
  const { error } = shown;
  return (
    <div class={error ? 'times field-wrong' : 'times'}>
      {error && (
        <p class="field-error" id={ERROR}>
          {error}
        </p>
      )}
      {(dates ?? [...days.keys()]).map((date) => (
        <div class="day" id={idOfDay(date)}>
          {made ? raw(made[date]!) : <DayTimes date={date} times={days.get(date) ?? []} {...shown} />}
        </div>
      ))}
    </div>
  );
};

export const idOfDay = (date: string) => `day-${date}`;

const ERROR = 'slotId-error';

type DayTimesProps = Pick<TimeChoiceProps, 'times' | 'timeZone' | 'chosen' | 'error'> & { date: string };

/** The free times of one day; nothing where it has none. */
export const DayTimes = ({ date, times, timeZone, chosen, error }: DayTimesProps) =>
  times.length > 0 ? (
    <fieldset aria-describedby={error && ERROR}>
      <legend>{dayInWords(date)}</legend>
      <div class="day-times">
        {linesOf(times).map((line) => (
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
  ) : null;

const linesOf = (times: FreeTime[]) => [...Map.groupBy(times, (_, nth) => Math.floor(nth / A_LINE)).values()];
