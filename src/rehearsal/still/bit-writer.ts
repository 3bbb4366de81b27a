/** Writes single bits and the Exp-Golomb numbers of H.264 (ITU-T H.264, 9.1). */
export class BitWriter {
  private readonly bytes: number[] = [];
  private pending = 0;
  private pendingBits = 0;

  /** Appends the low `count` bits of `value`, the highest first; `count` is at most 31. */
  bits(value: number, count: number): this {
    for (let shift = count - 1; shift >= 0; shift -= 1) {
      this.pending = (this.pending << 1) | ((value >>> shift) & 1);
      this.pendingBits += 1;
      if (this.pendingBits === 8) {
        this.bytes.push(this.pending);
        this.pending = 0;
        this.pendingBits = 0;
      }
    }
    return this;
  }

  /** `ue(v)`: an unsigned Exp-Golomb number. */
  unsigned(value: number): this {
    const length = 32 - Math.clz32(value + 1);
    return this.bits(0, length - 1).bits(value + 1, length);
  }

  /** Zeros up to the next byte, none where one begins. */
  align(): this {
    return this.pendingBits === 0 ? this : this.bits(0, 8 - this.pendingBits);
  }

  /** Closes a raw byte sequence payload: a one, then zeros up to the next byte. */
  finish(): Uint8Array {
    this.bits(1, 1);
    if (this.pendingBits > 0) this.bits(0, 8 - this.pendingBits);
    return Uint8Array.from(this.bytes);
  }
}
