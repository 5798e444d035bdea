/** How the folded name of a speciality begins, and what a patient may call what it is about. */
const specialities: Record<string, string> = {
  cardiolog: 'heart heartbeat palpitations',
  dent: 'tooth teeth toothache gum gums',
  dermatolog: 'skin rash acne mole moles hair nails',
  endocrin: 'diabetes thyroid hormone hormones',
  ent: 'ear ears nose throat hearing',
  gastro: 'stomach bowel gut digestion liver',
  'general pract': 'gp family checkup cold cough fever flu vaccination pregnant pregnancy',
  gynaecolog: 'women womens pregnant pregnancy period periods menopause',
  'mental health':
    'mind mood anxious anxiety depressed depression worry sleep psychiatrist psychologist psychiatry therapy counselling stress',
  nephrolog: 'kidney kidneys',
  neurolog: 'brain nerve nerves headache headaches migraine',
  oncolog: 'cancer tumour',
  ophthalm: 'eye eyes eyesight sight vision',
  orthopaed: 'back bone bones knee hip shoulder fracture',
  otolaryng: 'ear ears nose throat hearing',
  paediatr: 'child children childrens baby babies kid kids toddler',
  physio: 'back neck muscle muscles joint joints spine posture rehabilitation',
  podiatr: 'foot feet toe toes',
  psych: 'mind mood anxious anxiety depressed depression stress counselling',
  respirat: 'lung lungs breathing asthma',
  rheumatolog: 'arthritis joint joints',
  urolog: 'bladder prostate kidney kidneys',
};

/** The same as two columns: a patient's word, and what to look for in doctors.search. */
export const plainWords = Object.entries(specialities).flatMap(([speciality, words]) => {
  const query = speciality
    .split(' ')
    .map((start) => `'s${start}':*`)
    .join(' & ');
  return words.split(' ').map((word) => ({ word, query }));
});
