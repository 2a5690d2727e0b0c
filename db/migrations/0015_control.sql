CREATE TABLE `control_backups` (
	`id` text PRIMARY KEY NOT NULL,
	`policy` text,
	`next_at` integer,
	`last_at` integer,
	`error` text,
	`since` integer NOT NULL
);
