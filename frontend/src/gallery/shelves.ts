import type { Specimen } from "./specimen";

/** Each fetched by itself, for the screens' styles would not stand each other on one page. */
const SHELVES: Record<string, () => Promise<{ specimens: Specimen[] }>> = {
  pieces: () => import("../pieces/specimens"),
  phone: () => import("../phone/specimens"),
  console: () => import("../console/specimens"),
  board: () => import("../board/specimens"),
};

/** By its shelf and name, as in `phone/lobby`. */
export async function find(path: string): Promise<Specimen | undefined> {
  const [shelf = "", ...name] = path.split("/");
  const { specimens = [] } = (await SHELVES[shelf]?.()) ?? {};
  return specimens.find((one) => one.name === name.join("/"));
}

export const all = (): Promise<[string, Specimen[]][]> =>
  Promise.all(Object.entries(SHELVES).map(async ([shelf, fetched]) => [shelf, (await fetched()).specimens]));
