import { words } from '../messages/words.ts';
import { LiveRegions } from '../ui/live-regions.tsx';
import { Page } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import { countInWords, Results, type ResultsProps, titleOfResults } from './results.tsx';

export type DirectoryProps = ResultsProps & { specialities: string[] };

export const DirectoryPage = (props: DirectoryProps) => {
  const { frame, specialities, specialization, q, holdId } = props;
  return (
    <Page frame={frame} title={titleOfResults(props)} scripted>
      <h1>{words.directory.title}</h1>
      <search>
        <form
          method="get"
          action="/doctors"
          class="search"
          data-hx-get="/doctors"
          data-hx-trigger="input changed delay:250ms, submit"
          data-hx-target="#results"
          data-hx-swap="outerMorph"
          data-hx-replace-url="true"
          data-hx-sync="this:replace"
        >
          {holdId && <input type="hidden" name="hold" value={holdId} />}
          <TextField name="q" type="search" label={words.home.searchLabel} value={q} autocomplete="off" />
          <div class="field">
            <label for="specialization">{words.directory.specialityLabel}</label>
            <div>
              <select id="specialization" name="specialization">
                <option value="">{words.directory.all}</option>
                {specialities.map((name) => (
                  <option value={name} selected={name === specialization}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <p class="actions">
            <button type="submit">{words.directory.show}</button>
          </p>
        </form>
      </search>
      <LiveRegions>{countInWords(props)}</LiveRegions>
      <Results {...props} />
    </Page>
  );
};
