/** Text with breaks of its own at the ends of its lines: neither mail programs nor text browsers keep those of a text. */
export const Lines = ({ text }: { text: string }) =>
  text.split('\n').map((line) => (
    <>
      {line}
      <br />
    </>
  ));
