// The languages of the console; Spanish is the source.
export type Language = 'es' | 'en'
