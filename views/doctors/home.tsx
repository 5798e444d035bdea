import type { Speciality } from '../../src/doctors/directory.ts';
import { patientWords } from '../messages/patients.ts';
import { words } from '../messages/words.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';
import { momentInWords } from '../ui/when.ts';

export type HomeProps = { frame: Frame; specialities: Speciality[]; holdMinutes: number };

export const HomePage = ({ frame, specialities, holdMinutes }: HomeProps) => (
  <Page frame={frame} title={words.home.title}>
    <div class="masthead">
      <h1>{words.home.title}</h1>
      <p class="lead">{words.home.lead}</p>
      <search>
        <form method="get" action="/doctors" class="search search-big">
          <TextField
            name="q"
            type="search"
            label={words.home.searchLabel}
            hint={words.home.searchHint}
            autocomplete="off"
          />
          <p class="actions">
            <button type="submit">{words.home.searchButton}</button>
          </p>
        </form>
      </search>
    </div>
    <h2>{words.home.specialities}</h2>
    {specialities.length > 0 ? (
      <ul class="specialities">
        {specialities.map((speciality) => (
          <li>
            <SpecialityEntry speciality={speciality} timeZone={frame.clinic.timeZone} />
          </li>
        ))}
      </ul>
    ) : (
      <>
        <p>{words.home.empty}</p>
        <p>{words.home.emptyHelp(<Phone number={frame.clinic.phone} />)}</p>
      </>
    )}
    <h2>{words.home.how}</h2>
    <ol class="steps">
      {words.home.steps(holdMinutes).map(([what, more]) => (
        <li>
          <strong>{what}</strong> {more}
        </li>
      ))}
    </ol>
    <h2>{patientWords.home.heading}</h2>
    <p>
      {patientWords.home.find(
        <a href="/find-appointment">{patientWords.home.toFind}</a>,
        <a href="/my-appointments">{patientWords.home.toAll}</a>,
      )}
    </p>
  </Page>
);

const SpecialityEntry = ({ speciality, timeZone }: { speciality: Speciality; timeZone: string }) => {
  const { specialization, doctors, soonest } = speciality;
  return (
    <>
      <h3>
        <a href={directoryPath({ specialization })}>{specialization}</a>
      </h3>
      <p class="aside">{words.home.doctors(doctors)}</p>
      {soonest ? (
        <p class="soonest">
          {words.home.soonest}
          <a href={timesPath(soonest.doctor.slug, { from: soonest.date, slot: soonest.slotId })}>
            {words.home.soonestWith(<strong>{momentInWords(soonest.startsAt, timeZone)}</strong>, soonest.doctor.name)}
          </a>
        </p>
      ) : (
        <p class="soonest">{words.home.noneFree}</p>
      )}
    </>
  );
};
