/** What the verbs promise, in plain words and without a database: the property test holds the two together. */

export type ModelSlot = { doctor: number; hour: number; withdrawn: boolean; started: boolean };
export type ModelHold = {
  slot: number;
  visitor: number;
  state: 'open' | 'confirmed' | 'released' | 'moved';
  live: boolean;
  extensions: number;
  draft: boolean;
  /** The appointment that is to move here. */
  moves: number | null;
};
export type ModelAppointment = { slot: number; patient: number; hold: number; cancelled: boolean; sequence: number };

export class Model {
  slots: ModelSlot[];
  holds: ModelHold[] = [];
  appointments: ModelAppointment[] = [];

  constructor(slots: ModelSlot[]) {
    this.slots = slots;
  }

  /** The hold that has the slot now. One that ran out has nothing, whether or not it was swept. */
  holder(slot: number): number {
    return this.holds.findIndex((hold) => hold.slot === slot && hold.state === 'open' && hold.live);
  }

  booked(slot: number): boolean {
    return this.appointments.some((appointment) => appointment.slot === slot && !appointment.cancelled);
  }

  free(slot: number): boolean {
    const { withdrawn, started } = this.slots[slot]!;
    return !withdrawn && !started && !this.booked(slot) && this.holder(slot) < 0;
  }

  /** Whether the hold has its slot, or may have it back. */
  mayHave(hold: number): boolean {
    const { slot } = this.holds[hold]!;
    return !this.slots[slot]!.started && (this.holder(slot) === hold || this.free(slot));
  }

  hold(slot: number, visitor: number, moves: number | null): string {
    const holder = this.holder(slot);
    if (holder >= 0 && this.holds[holder]!.visitor === visitor && !this.slots[slot]!.started) {
      this.holds[holder]!.moves = moves;
      return `already ${holder}`;
    }
    if (!this.free(slot)) return 'taken';
    const others = this.holds.filter((hold) => hold.visitor === visitor && hold.state === 'open');
    const draft = others.some((hold) => hold.draft);
    for (const other of others) Object.assign(other, { state: 'moved', live: false, draft: false });
    this.holds.push({ slot, visitor, state: 'open', live: true, extensions: 0, draft, moves });
    return 'held';
  }

  extend(hold: number): string {
    const it = this.holds[hold]!;
    if (it.state !== 'open') return it.state === 'confirmed' ? 'confirmed' : 'ended';
    if (!this.mayHave(hold)) return 'taken';
    if (it.extensions === 10) return 'limit';
    Object.assign(it, { live: true, extensions: it.extensions + 1 });
    return 'extended';
  }

  release(hold: number): string {
    const it = this.holds[hold]!;
    if (it.state === 'confirmed') return 'confirmed';
    if (it.state === 'open') Object.assign(it, { state: 'released', live: false, draft: false });
    return 'released';
  }

  confirm(hold: number, patient: number, soft: boolean): string {
    const it = this.holds[hold]!;
    if (it.moves !== null) return 'hold_ended';
    if (it.state === 'confirmed') return `before ${this.appointments.findIndex((a) => a.hold === hold)}`;
    if (it.state !== 'open') return 'hold_ended';
    if (!this.mayHave(hold)) return 'taken';
    if (!soft && !it.live) return 'hold_expired';
    if (this.busy(patient, it.slot)) return 'patient_busy';
    Object.assign(it, { state: 'confirmed', live: false, draft: false });
    this.appointments.push({ slot: it.slot, patient, hold, cancelled: false, sequence: 0 });
    return 'confirmed';
  }

  /** Moves the appointment that the hold is for. */
  move(hold: number): string {
    const it = this.holds[hold]!;
    const appointment = this.appointments[it.moves!]!;
    if (it.state === 'confirmed') return 'moved before';
    if (this.slots[it.slot]!.doctor !== this.slots[appointment.slot]!.doctor) return 'other_doctor';
    if (appointment.cancelled) return 'cancelled';
    if (it.state !== 'open') return 'hold_ended';
    if (!this.mayHave(hold)) return 'taken';
    if (this.busy(appointment.patient, it.slot, appointment)) return 'patient_busy';
    Object.assign(it, { state: 'confirmed', live: false, draft: false });
    Object.assign(appointment, { slot: it.slot, sequence: appointment.sequence + 1 });
    return 'moved';
  }

  /** Whether the patient has an appointment at that hour, other than this one. */
  private busy(patient: number, slot: number, except?: ModelAppointment): boolean {
    const { hour } = this.slots[slot]!;
    return this.appointments.some(
      (a) => a !== except && !a.cancelled && a.patient === patient && this.slots[a.slot]!.hour === hour,
    );
  }

  cancel(appointment: number): string {
    const it = this.appointments[appointment]!;
    if (!it.cancelled) Object.assign(it, { cancelled: true, sequence: it.sequence + 1 });
    return 'cancelled';
  }
}
