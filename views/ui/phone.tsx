/** A phone number to call at a touch; as it was written where it is not one plain number. */
export const Phone = ({ number }: { number: string }) => {
  if (!/^\+?[\d\s().-]+$/.test(number)) return <>{number}</>;
  // Who dials +44 leaves out the (0) that callers inside the country dial.
  const dialled = number.replace(/^(\+.*)\(0\)/, '$1').replace(/[^+\d]/g, '');
  return (
    <a href={`tel:${dialled}`} class="phone">
      {number}
    </a>
  );
};
