export type RoomLimits = {
  /** Streams of this process, and those from one network address. */
  most: number;
  mostOfAnAddress: number;
};

/** How many streams are open, in all and from each address. */
export class Room {
  readonly #limits: RoomLimits;
  readonly #ofAddress = new Map<string, number>();
  #open = 0;

  constructor(limits: RoomLimits) {
    this.#limits = limits;
  }

  /** What is full where one more from this address cannot be had. */
  full(address: string): 'here' | 'address' | null {
    const { most, mostOfAnAddress } = this.#limits;
    if (this.#open >= most) return 'here';
    return (this.#ofAddress.get(address) ?? 0) >= mostOfAnAddress ? 'address' : null;
  }

  /** One more, or one less. */
  count(address: string, by: 1 | -1): void {
    this.#open += by;
    const now = (this.#ofAddress.get(address) ?? 0) + by;
    if (now > 0) this.#ofAddress.set(address, now);
    else this.#ofAddress.delete(address);
  }
}
