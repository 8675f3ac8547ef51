/** What another thread sees at once, however busy it is: messages wait until it has nothing to do. */

export type StopSign = Int32Array<SharedArrayBuffer>;

export const stopSign = (): StopSign => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

export const raise = (sign: StopSign): void => {
  Atomics.store(sign, 0, 1);
};

export const isRaised = (sign: StopSign): boolean => Atomics.load(sign, 0) === 1;
