/** JSON 1.1 timestamps: epoch seconds, with milliseconds as a fraction. */
export const epoch = (date: Date): number => date.getTime() / 1000;
