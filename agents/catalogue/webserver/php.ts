import { logPipe } from '../base.ts'
import type { WebserverConfig } from '../webserver.ts'

/** php.ini: numbers come from the configuration, everything else is fixed. */
export const renderPhp = (config: WebserverConfig): string =>
  [
    '[PHP]',
    'expose_php = Off',
    'display_errors = Off',
    'log_errors = On',
    'error_reporting = E_ALL & ~E_DEPRECATED',
    'variables_order = "GPCS"',
    'default_charset = "UTF-8"',
    'date.timezone = "UTC"',
    `memory_limit = ${config.phpMemoryMiB}M`,
    `max_execution_time = ${config.phpSeconds}`,
    `max_input_time = ${config.phpSeconds}`,
    `post_max_size = ${config.maxBodyMiB}M`,
    `upload_max_filesize = ${config.maxBodyMiB}M`,
    'upload_tmp_dir = "/tmp"',
    'session.save_path = "/srv/sessions"',
    'session.use_strict_mode = 1',
    'session.cookie_httponly = 1',
    'session.gc_probability = 1',
    'session.gc_divisor = 1000',
    'opcache.enable = 1',
    'opcache.memory_consumption = 32',
    'opcache.interned_strings_buffer = 4',
    'opcache.max_accelerated_files = 10000',
    'opcache.revalidate_freq = 0',
    '',
  ].join('\n')

/** The pool. Workers are made when a request needs one: a site that nobody asks for costs one process. */
export const renderPhpPool = (config: WebserverConfig, socket: string): string =>
  [
    '[global]',
    `error_log = ${logPipe}`,
    'log_level = warning',
    'process_control_timeout = 5s',
    '[site]',
    `listen = ${socket}`,
    'pm = ondemand',
    `pm.max_children = ${config.phpWorkers}`,
    'pm.process_idle_timeout = 30s',
    'pm.max_requests = 1000',
    `request_terminate_timeout = ${config.phpSeconds + 5}s`,
    'catch_workers_output = yes',
    'decorate_workers_output = no',
    'clear_env = yes',
    'security.limit_extensions = .php',
    '',
  ].join('\n')
