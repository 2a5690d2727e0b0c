export interface PasswordCost {
  memoryKiB: number
  passes: number
}
