-- By the address of who booked for somebody else, in the letters of one_address(), which is made after this. Most appointments
-- are not in it, and nobody waits to book for longer than one look at the table takes.
CREATE INDEX appointments_by_booker ON appointments (lower(btrim(booked_by->>'email') COLLATE "C")) WHERE booked_by IS NOT NULL;
