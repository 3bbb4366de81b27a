import {
  type JournalFile,
  type OpenJournalFile,
  openJournalFile,
} from "../../../src/lockfile/journal/journal-file.ts";

/** Where in a journal write a process dies. */
export const crashPoints = ["before the write", "half written", "written", "synced"] as const;
type CrashPoint = (typeof crashPoints)[number];

export interface Crash {
  /** Which write of the run it is, from 1. */
  readonly atWrite: number;
  readonly point: CrashPoint;
}

/** What a process that died leaves behind: its files, which the test must close, since its own process lives on. */
export interface DeadJournal {
  readonly openFile: OpenJournalFile;
  /** Nothing is written any more once the crash has come. */
  closeFiles(): Promise<void>;
}

/**
 * A journal that stops for ever at a point of its n-th write. As nothing of weight is done before the journal has it,
 * the run comes to a standstill as if it had been killed, and the disk stays as it was at that moment.
 */
export function crashingJournal(crash: Crash, onCrash: () => void): DeadJournal {
  let writes = 0;
  let isDead = false;
  const opened: JournalFile[] = [];
  const die = (): Promise<never> => {
    if (!isDead) onCrash();
    isDead = true;
    return new Promise(() => {});
  };
  const dies = (point: CrashPoint): boolean => isDead || (writes === crash.atWrite && crash.point === point);
  const openFile = async (file: string): Promise<JournalFile> => {
    const journal = await openJournalFile(file);
    opened.push(journal);
    return {
      append: async (bytes) => {
        writes += 1;
        if (dies("before the write")) return await die();
        if (dies("half written")) {
          await journal.append(bytes.subarray(0, Math.ceil(bytes.length / 2)));
          return await die();
        }
        await journal.append(bytes);
        if (dies("written")) await die();
      },
      sync: async () => {
        if (isDead) return await die();
        await journal.sync();
        if (dies("synced")) await die();
      },
      truncate: (bytes) => (isDead ? die() : journal.truncate(bytes)),
      look: () => (isDead ? die() : journal.look()),
      close: () => journal.close(),
    };
  };
  return {
    openFile,
    closeFiles: async () => {
      for (const journal of opened) await journal.close();
    },
  };
}
