-- A time that a patient holds for an appointment of theirs that is to move there; null where it is held to be booked.
ALTER TABLE slot_holds ADD COLUMN moves_appointment_id bigint REFERENCES appointments (id);
