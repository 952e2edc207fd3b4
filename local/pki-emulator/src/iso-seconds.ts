/** ISO 8601 in whole seconds: `2026-11-04T19:57:46Z`. */
export const isoSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
