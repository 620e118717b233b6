let calls = 0;

export const handler = async (event) => {
  calls += 1;
  const [major, minor, patch] = event.tag.replace(/^v/, "").split(".");
  return { next: `v${major}.${minor}.${Number(patch) + 1}`, calls };
};
