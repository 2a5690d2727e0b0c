export interface Watch {
  x: 1
}
