/** Headers that tell browsers what this server's pages may do: next to nothing, and nowhere else. */

import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

const self = "'self'";
const none = "'none'";

/** Scripts and styles are the files that come with the server, and nothing inline: `src/plots` takes Plot's style out. */
export const pagePolicy = {
  defaultSrc: [none],
  scriptSrc: [self],
  styleSrc: [self],
  imgSrc: [self, "data:"],
  fontSrc: [self],
  connectSrc: [self],
  manifestSrc: [self],
  baseUri: [none],
  formAction: [none],
  frameAncestors: [none],
};

/** For answers, which are no pages: a browser that shows one all the same runs nothing of it. */
const answerPolicy = { defaultSrc: [none], frameAncestors: [none], sandbox: [] };

const others: Parameters<typeof secureHeaders>[0] = {
  crossOriginResourcePolicy: "same-origin",
  crossOriginOpenerPolicy: "same-origin",
  referrerPolicy: "no-referrer",
  xFrameOptions: "DENY",
  xContentTypeOptions: "nosniff",
  permissionsPolicy: { camera: [], microphone: [], geolocation: [], usb: [], displayCapture: [] },
  // There is no https here to insist on, and nothing for browsers that are gone.
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
};

const forPages = secureHeaders({ contentSecurityPolicy: pagePolicy, ...others });
const forAnswers = secureHeaders({ contentSecurityPolicy: answerPolicy, ...others });

export const policy: MiddlewareHandler = (c, next) =>
  (c.req.path.startsWith("/api/v1/") ? forAnswers : forPages)(c, next);
