// Reasons and faults come from the desk in plain English sentences: there is nothing to translate.

export const said = {
  said: (text: string): string => text,
};
