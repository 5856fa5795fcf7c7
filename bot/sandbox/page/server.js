// What the page asks of the sandbox's server.

export class Refusal extends Error {}

const answered = async (response) => {
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.description);
  return answer;
};

/** Ask for something, with a body that is written as JSON where there is one. */
export const ask = async (path, method = "GET", body = undefined) => answered(await fetch(`/sandbox${path}`, {
  method,
  headers: body === undefined ? {} : { "content-type": "application/json" },
  body: body === undefined ? undefined : JSON.stringify(body),
}));

/** Hand a file over; what else belongs to it stands in the query. */
export const hand = async (path, file, about) => {
  const query = new URLSearchParams(Object.entries(about).filter(([, value]) => value));
  return answered(await fetch(`/sandbox${path}?${query}`, { method: "POST", body: file }));
};

export const address = (file) => `/sandbox/files/${encodeURIComponent(file)}`;
