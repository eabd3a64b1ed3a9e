import type { Specimen } from "./specimen";

/** All specimens, by screen. Each screen's are imported separately, because its styles would change the others'. */
const SECTIONS: Record<string, () => Promise<{ specimens: Specimen[] }>> = {
  pieces: () => import("../pieces/specimens"),
  phone: () => import("../phone/specimens"),
  console: () => import("../console/specimens"),
  board: () => import("../board/specimens"),
  home: () => import("../home/specimens"),
};

/** Finds a specimen by its section and name, as in `phone/lobby`. */
export async function find(path: string): Promise<Specimen | undefined> {
  const [section = "", ...name] = path.split("/");
  const { specimens = [] } = (await SECTIONS[section]?.()) ?? {};
  return specimens.find((one) => one.name === name.join("/"));
}

export const all = (): Promise<[string, Specimen[]][]> =>
  Promise.all(
    Object.entries(SECTIONS).map(async ([section, fetched]) => [section, (await fetched()).specimens]),
  );
