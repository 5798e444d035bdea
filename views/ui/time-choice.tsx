import { words } from '../messages/words.ts';
import { dayInWords, startInWords } from './when.ts';

export type FreeTime = { id: number; date: string; startsAt: Temporal.Instant };

export type TimeChoiceProps = {
  times: FreeTime[];
  timeZone: string;
  chosen?: number | undefined;
  error?: string | undefined;
};

/**
 * Free times as one radio group over all days, a fieldset a day: one Tab stop, arrows move through all of them. The first
 * radio carries the id `slotId`, where an error summary leads. Spans, so that a text browser shows a day in a few lines.
 */
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
            {ofDay.map((time) => {
              const id = time === times[0] ? 'slotId' : `slot-${time.id}`;
              return (
                <span class="time">
                  <input type="radio" id={id} name="slotId" value={String(time.id)} checked={time.id === chosen} />
                  <label for={id}>{startInWords(time.startsAt, timeZone)}</label>{' '}
                </span>
              );
            })}
          </div>
        </fieldset>
      ))}
    </div>
  );
};

/** The button that goes with it. */
export const HoldButton = () => (
  <p class="actions">
    <button type="submit">{words.doctor.hold}</button>
  </p>
);
