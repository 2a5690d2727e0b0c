export interface Ceremonies {
  x: 1
}
