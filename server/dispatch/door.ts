export interface Door {
  x: 1
}
