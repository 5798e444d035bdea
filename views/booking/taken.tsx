import type { FreeTime } from '../../src/doctors/days.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { HoldButton, HoldForm } from '../ui/hold-form.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { TimeChoice } from '../ui/time-choice.tsx';

export type TakenProps = {
  frame: Frame;
  doctor: Pick<Doctor, 'slug' | 'name' | 'specialization'> & { active: boolean };
  nearest: FreeTime[];
  /** Random for each page. */
  visitor: string;
  /** The hold to move from: what was typed on it comes along. */
  holdId?: string | undefined;
  /** True where the visitor still holds another time. */
  keptOther?: boolean;
};

/**
 * The time can't be had: taken by another, withdrawn, or begun. The nearest times left are one click away, with nothing
 * typed twice.
 */
export const TakenPage = ({ frame, doctor, nearest, visitor, holdId, keptOther = false }: TakenProps) => (
  <Page frame={frame} title={words.taken.title} error>
    <h1>{words.taken.title}</h1>
    <p class="lead">{words.taken.lead}</p>
    {keptOther && <p>{words.taken.kept}</p>}
    {nearest.length > 0 ? (
      <HoldForm doctorSlug={doctor.slug} visitor={visitor} holdId={holdId}>
        <h2>{words.taken.nearest(doctor.name)}</h2>
        <input type="hidden" name="from" value={nearest[0]!.date} />
        <TimeChoice times={nearest} timeZone={frame.clinic.timeZone} />
        <HoldButton />
      </HoldForm>
    ) : (
      <p>{words.taken.none(doctor.name)}</p>
    )}
    {doctor.active && (
      <p>
        <a href={timesPath(doctor.slug, { hold: holdId })}>{words.taken.all(doctor.name)}</a>
      </p>
    )}
    <p>
      <a href={directoryPath({ specialization: doctor.specialization, hold: holdId })}>
        {words.taken.others(doctor.specialization)}
      </a>
    </p>
    <p>{words.waysOn.call(<Phone number={frame.clinic.phone} />)}</p>
  </Page>
);
