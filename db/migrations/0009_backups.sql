CREATE TABLE `backup_plans` (
	`plan` text PRIMARY KEY NOT NULL,
	`policy` text NOT NULL,
	FOREIGN KEY (`plan`) REFERENCES `plans`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `backup_turns` (
	`service` text PRIMARY KEY NOT NULL,
	`policy` text,
	`next_at` integer,
	`last_at` integer,
	`error` text,
	`verified_at` integer DEFAULT 0 NOT NULL,
	`drilled_at` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `backup_turns_next` ON `backup_turns` (`next_at`);