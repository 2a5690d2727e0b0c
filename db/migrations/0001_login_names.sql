CREATE TABLE `login_names` (
	`name` text PRIMARY KEY NOT NULL,
	`service` text NOT NULL,
	`gone_with` integer,
	FOREIGN KEY (`service`) REFERENCES `services`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `login_names_service` ON `login_names` (`service`);