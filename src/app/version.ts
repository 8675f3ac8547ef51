/** The package's version, put in by the build; `development` where the sources run unbuilt. */
declare const LEVERAGE_VERSION: string | undefined;

export const version: string = typeof LEVERAGE_VERSION === "undefined" ? "development" : LEVERAGE_VERSION;
