ALTER TABLE `changes` ADD `first_port` integer;--> statement-breakpoint
ALTER TABLE `services` ADD `first_port` integer;