import "server-only";
import { totalmem } from "node:os";
import { join } from "node:path";

const MEGABYTE = 1024 * 1024;

function memoryMegabytes(): number {
  // In a container the limit counts, not the machine; 0 or a huge number means there is none.
  const limit = process.constrainedMemory();
  return Math.floor((limit > 0 ? Math.min(limit, totalmem()) : totalmem()) / MEGABYTE);
}

/** The longest path of a socket that every system takes, without its end. */
const SOCKET_PATH_MAX = 103;

/**
 * Where the server of `data` also listens: inside the folder of its files, which nobody else may enter. Null where that path is longer than
 * a socket's may be.
 */
export function socketPath(data: string, port: number): string | null {
  const path = join(data, `.s.PGSQL.${port}`);
  return Buffer.byteLength(path) <= SOCKET_PATH_MAX && process.platform !== "win32" ? path : null;
}

/** PostgreSQL's settings for a machine of this size. `postgresql.auto.conf` (ALTER SYSTEM) still wins over them. */
export function serverSettings(data: string, port: number): Record<string, string> {
  const memory = memoryMegabytes();
  return {
    port: String(port),
    listen_addresses: "127.0.0.1",
    // The web server comes this way: a request and its answer take a tenth less of the processor than over loopback.
    unix_socket_directories: socketPath(data, port) ? data : "",
    max_connections: "100",
    password_encryption: "scram-sha-256",
    shared_buffers: `${Math.max(64, Math.min(2048, Math.floor(memory / 4)))}MB`,
    effective_cache_size: `${Math.max(128, Math.floor(memory / 2))}MB`,
    work_mem: "16MB",
    maintenance_work_mem: `${Math.max(64, Math.min(512, Math.floor(memory / 16)))}MB`,
    min_wal_size: "256MB",
    max_wal_size: "4GB",
    wal_compression: "on",
    checkpoint_timeout: "15min",
    // Searches take single milliseconds: compiling them costs more than it saves.
    jit: "off",
    random_page_cost: "1.1",
    effective_io_concurrency: "64",
    autovacuum_naptime: "15s",
    autovacuum_vacuum_cost_limit: "2000",
    default_statistics_target: "100",
    track_io_timing: "on",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    // Statements, parameters and the DETAIL of an error can hold a patient's name: none of them is logged.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_parameter_max_length: "0",
    log_parameter_max_length_on_error: "0",
    log_checkpoints: "off",
    log_autovacuum_min_duration: "-1",
  };
}

/** The settings as a configuration file. */
export function toConfiguration(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `# Written at every start. Change settings with ALTER SYSTEM instead.\n${lines.join("\n")}\n`;
}
